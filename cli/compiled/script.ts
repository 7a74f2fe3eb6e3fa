/** What the script that is compiled ahead holds. Each part is loaded when it is asked for. */
export const command = () => import('../cli.js');
export const worker = () => import('../worker.js');
export const exploreWorker = () => import('../explore-worker.js');
