export type { View } from '../apiserver/view.js';
