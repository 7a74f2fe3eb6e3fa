import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ExplainFlags } from './commands/explain.js';
import type { CoverageFlags } from './commands/coverage.js';
import type { ExploreFlags } from './commands/explore.js';
import type { MergeFlags } from './commands/merge.js';
import type { RunFlags } from './run/flags.js';
import type { StepFlags } from './commands/step.js';
import { EXIT, UsageError, type Terminal } from './terminal.js';
import { KUBERNETES, ownVersion } from './version.js';

/** Commands of the design that are not there yet: refused by name. */
const LATER: Readonly<Record<string, string>> = {
  conform: 'run specs on a real cluster too',
  serve: 'serve the simulated cluster to kubectl',
  import: 'turn chainsaw and kuttl tests into specs',
};

/** Runs a command line, without the name of the program. Gives the exit code; never throws. */
export async function cli(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.passed;
  const program = build(terminal, (result) => {
    code = result;
  });
  try {
    if (argv[0] === 'complete') (await import('./completion.js')).addCompletion(program, terminal.cwd);
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.passed : EXIT.usage;
    if (error instanceof UsageError) {
      terminal.error(`error: ${error.message}\n`);
      return EXIT.usage;
    }
    terminal.error(
      `kspec itself went wrong: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return EXIT.internal;
  }
}

function build(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('kspec')
    .description('Unit tests for Kubernetes behaviour: a whole cluster as a pure function, in virtual time')
    .version(`kspec ${ownVersion()} (Kubernetes ${KUBERNETES})`, '-v, --version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.error(text) })
    .showHelpAfterError('(kspec --help shows what there is)');
  addRun(program, terminal, done);
  addStep(program, terminal, done);
  program
    .command('lint')
    .description('check specs without running them')
    .argument('[paths...]', 'spec files or folders (default: specs, else .)')
    .action(async (paths: string[]) => {
      const { lintCommand } = await import('./commands/lint.js');
      done(lintCommand(paths, terminal));
    });
  program
    .command('init')
    .description('write a first spec and its manifest')
    .argument('[folder]', 'where to', 'specs')
    .action(async (folder: string) => {
      const { initCommand } = await import('./commands/init.js');
      done(initCommand(folder, terminal));
    });
  program
    .command('schema')
    .description('print the JSON Schema of spec files')
    .option('--markdown <file>', 'write the reference part of a page like docs/language.md instead')
    .action(async ({ markdown }: { readonly markdown?: string }) => {
      const { schemaCommand } = await import('./commands/schema.js');
      done(schemaCommand(markdown, terminal));
    });
  addExplore(program, terminal, done);
  program
    .command('explain')
    .description('explain what the scheduler makes of a pod: each node, each plugin, and what would help')
    .argument('<pod>', 'pod/NAME')
    .argument('<spec>', 'a spec file, or file:line for the moment after the step at that line')
    .option('-n, --namespace <name>', 'the namespace of the pod')
    .addOption(new Option('-o, --output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--seed <number>', 'seed for the scenario', integer)
    .action(async (pod: string, spec: string, flags: ExplainFlags) => {
      const { explainCommand } = await import('./commands/explain.js');
      done(explainCommand(pod, spec, flags, terminal));
    });
  program
    .command('merge')
    .description('report what the shards of a run have written as one run')
    .argument('<paths...>', 'reports of --reporter blob=FILE.json, or folders of them')
    .option('--reporter <name[=file]>', 'as of run; repeatable', append, [])
    .addOption(new Option('--no-color', 'no colours'))
    .option('--ascii', 'only ASCII signs', false)
    .action(async (paths: string[], flags: MergeFlags) => {
      const { mergeCommand } = await import('./commands/merge.js');
      done(mergeCommand(paths, flags, terminal));
    });
  program
    .command('coverage')
    .description('show which requirements are proved by which specs')
    .argument('[paths...]', 'spec files or folders (default: specs, else .)')
    .option('--rows <file>', 'the requirements: rows of a table or a list that begin with an ID: | C4 | … |')
    .addOption(new Option('-o, --output <format>', 'text or json').choices(['text', 'json']).default('text'))
    .option('--strict', 'exit 1 when something is not proved', false)
    .action(async (paths: string[], flags: CoverageFlags) => {
      const { coverageCommand } = await import('./commands/coverage.js');
      done(coverageCommand(paths, flags, terminal));
    });
  program.addHelpText('after', '\nkspec complete bash|zsh|fish|powershell prints a completion script for the shell.');
  for (const [name, description] of Object.entries(LATER)) addLater(program, name, description);
  return program;
}

function addLater(program: Command, name: string, description: string): void {
  program
    .command(name)
    .description(`not yet: ${description}`)
    .argument('[args...]')
    .allowUnknownOption()
    .action(() => {
      throw new UsageError(`kspec ${name}: not yet`);
    });
}

function addRun(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('run')
    .description('run scenarios')
    .argument('[paths...]', 'spec files, file:line or folders (default: specs, else .)')
    .option('-t, --grep <pattern>', 'only scenarios whose name matches the regular expression')
    .option('-l, --selector <selector>', 'only scenarios with these labels: area=storage,!slow')
    .option(
      '--tags <tags>',
      'only scenarios with all of these tags: smoke,!slow; repeatable: any of the lists',
      append,
      [],
    )
    .option('--changed [commit]', 'only what changes since a commit can affect (default: HEAD)')
    .option('--bail [failures]', 'stop after so many failures (default: 1)', wholeNumber)
    .option('--shard <i/n>', 'run one of n parts: 1/4')
    .option('--reporter <name[=file]>', 'pretty, tap, junit, json, jsonl, github, html, blob; repeatable', append, [])
    .option('--html <file>', 'write one self-contained page of the run; as --reporter html=FILE')
    .option('--seed <number>', 'seed for every scenario', integer)
    .option('--runs <number>', 'values tried for every Property, instead of its own number', wholeNumber)
    .option('--list', 'only list the scenarios', false)
    .option('--last-failed', 'only what did not pass in the last run', false)
    .option('--forbid-only', 'refuse scenarios with only: true (default in CI)', false)
    .option('--pass-with-no-tests', 'exit 0 when there is nothing to run', false)
    .option('--repeat-each <times>', 'run each scenario so often, with seeds counting up', wholeNumber, 1)
    .option('--log <file>', 'write the event log of every scenario')
    .option('-u, --update', 'write golden files anew', false)
    .option('--watch', 'run again what a change of a file can affect, until interrupted', false)
    .option('--workers <number>', 'threads (default: as many as pay)', wholeNumber)
    .addOption(new Option('--no-color', 'no colours'))
    .option('--ascii', 'only ASCII signs', false)
    .action(
      async (
        paths: string[],
        options: Omit<RunFlags, 'bail' | 'changed'> & {
          readonly html?: string;
          readonly bail?: number | true;
          readonly changed?: string | true;
        },
      ) => {
        const { runCommand } = await import('./commands/run.js');
        const { bail, changed, html, ...rest } = options;
        const shown = rest.reporter.length === 0 ? ['pretty'] : rest.reporter;
        done(
          await runCommand(
            paths,
            {
              ...rest,
              ...(html === undefined ? {} : { reporter: [...shown, `html=${html}`] }),
              ...(bail === undefined ? {} : { bail: bail === true ? 1 : bail }),
              ...(changed === undefined ? {} : { changed: changed === true ? 'HEAD' : changed }),
            },
            terminal,
          ),
        );
      },
    );
}

function addExplore(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('explore')
    .description('search the orders of events of scenarios for one that breaks them')
    .argument('[paths...]', 'spec files, file:line or folders (default: specs, else .)')
    .option('-t, --grep <pattern>', 'only scenarios whose name matches the regular expression')
    .option('-l, --selector <selector>', 'only scenarios with these labels')
    .addOption(
      new Option('--strategy <name>', 'a portfolio of many runs, or every order there is')
        .choices(['portfolio', 'exhaustive'])
        .default('portfolio'),
    )
    .option('--workers <number>', 'portfolio: threads that share the runs (default: 1)', wholeNumber)
    .option('--depth <turns>', 'exhaustive: choose only the first so many turns', wholeNumber)
    .option('--max-states <number>', 'exhaustive: no more situations than these', manyStates)
    .option(
      '--faults <list>',
      'what may be otherwise besides the order: crash, lag, early, tie; or none (default: crash,lag; exhaustive: none)',
    )
    .option('--max-faults <number>', 'no more faults than these in one run', wholeNumber, 2)
    .option('--budget <time>', 'how long to search, shared by all scenarios', '30s')
    .option('--runs <number>', 'no more runs than these for a scenario', wholeNumber)
    .option('--seed <number>', 'seed of the search', integer)
    .addOption(new Option('--no-color', 'no colours'))
    .option('--ascii', 'only ASCII signs', false)
    .action(async (paths: string[], flags: ExploreFlags) => {
      const { exploreCommand } = await import('./commands/explore.js');
      done(await exploreCommand(paths, flags, terminal));
    });
}

function addStep(program: Command, terminal: Terminal, done: (code: number) => void): void {
  program
    .command('step')
    .description('step through a scenario in the terminal; a failing one opens where it fails')
    .argument('<path>', 'a spec file, or file:line')
    .option('--at <step>', 'open at this step of the cluster', wholeOrZero)
    .option('-t, --grep <pattern>', 'the scenario whose name matches the regular expression')
    .option('--branch <name>', "the way through the scenario's forks: 'drained > and back'")
    .option('--matrix <json>', 'the combination of the matrix')
    .option('--seed <number>', 'the seed', integer)
    .option(
      '--skip <line>',
      'leave out the step at this line of the spec; of a block: LINE/FILE:LINE; repeatable',
      append,
      [],
    )
    .option('--print', 'print the screen and end: needs no terminal', false)
    .addOption(
      new Option('--screen <name>', 'which screen').choices(['step', 'nodes', 'explain', 'help']).default('step'),
    )
    .option('--select <object>', "the object to look at: 'pod/web-0', or the beginning of a name")
    .option('--size <columns x rows>', 'of the printed screen: 120x40', screenSize)
    .addOption(new Option('--no-color', 'no colours'))
    .option('--ascii', 'only ASCII signs', false)
    .action(async (path: string, options: StepFlags) => {
      const { stepCommand } = await import('./commands/step.js');
      done(await stepCommand(path, options, terminal));
    });
}

function wholeOrZero(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function screenSize(text: string): { readonly columns: number; readonly rows: number } {
  const [, columns = '', rows = ''] = /^(\d{1,3})x(\d{1,3})$/.exec(text) ?? [];
  if (columns === '' || rows === '') throw new InvalidArgumentError('Write columns and rows: 120x40.');
  return { columns: Number(columns), rows: Number(rows) };
}

function append(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

function manyStates(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 99999999.');
  return Number(text);
}

function integer(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('It must be a whole number.');
  return value;
}
