/**
 * What can be done: from any page, or on the page that is open. Its keys, their help and the command palette are read
 * from here.
 */
import type { IconName } from '../components/icons'

interface CommandDescription {
  title: string
  /** Null for what only the palette offers. `Mod` is Ctrl, or Command on Apple's keyboards. */
  keys: string | null
  icon: IconName
  /** Not offered where a store is only looked at. */
  changes?: true
  /** Of what is in front when its keys are pressed: the palette would stand before it. */
  keysOnly?: true
}

const everywhere = {
  palette: { title: 'Find a page, a run, a layer or an action', keys: 'Mod k', icon: 'search' },
  demo: { title: 'Train the demo', keys: null, icon: 'train' },
  example: { title: 'See an example', keys: null, icon: 'runs' },
  colours: { title: 'Change colours: system, light, dark', keys: 'd', icon: 'system' },
  help: { title: 'Keyboard shortcuts', keys: '?', icon: 'keyboard' }
} as const satisfies Record<string, CommandDescription>

/** A page offers them while it is open and they can be done (./offers.ts). */
const onPages = {
  filterRuns: { title: 'Filter the runs', keys: '/', icon: 'search' },
  firstRun: { title: 'Go to the first run', keys: 'j', icon: 'next', keysOnly: true },
  chooseRun: { title: 'Choose the run in front for a comparison', keys: 'x', icon: 'compare', keysOnly: true },
  compareChosen: { title: 'Compare the chosen runs', keys: 'c', icon: 'compare' },
  compareFilter: { title: 'Compare the runs that pass the filter', keys: null, icon: 'compare' },
  keepCompared: { title: 'Keep the runs that are left', keys: null, icon: 'compare' },
  allCompared: { title: 'Compare all runs again', keys: null, icon: 'compare' },
  startTraining: { title: 'Start this training', keys: 'Mod Enter', icon: 'train', changes: true },
  pauseTraining: { title: 'Pause this training', keys: null, icon: 'pause', changes: true },
  resumeTraining: { title: 'Resume this training', keys: null, icon: 'resume', changes: true },
  stopTraining: { title: 'Stop this training', keys: null, icon: 'stop', changes: true },
  trainAgain: { title: 'Train this again', keys: null, icon: 'train', changes: true },
  fineTuneRun: { title: 'Fine-tune this run', keys: null, icon: 'train', changes: true },
  pruneRun: { title: 'Prune this run', keys: null, icon: 'prune', changes: true },
  deleteRun: { title: 'Delete this run', keys: null, icon: 'remove', changes: true },
  runExperiment: { title: 'Run this experiment', keys: null, icon: 'train', changes: true },
  runQuickChecks: { title: 'Run all quick checks', keys: null, icon: 'theory', changes: true },
  stopExperiment: { title: 'Stop this experiment', keys: null, icon: 'stop', changes: true },
  exportModel: { title: 'Export this model', keys: null, icon: 'import' },
  takeSnapshot: { title: 'Take masks of a checkpoint', keys: null, icon: 'runs', changes: true },
  previousSnapshot: { title: 'Previous snapshot', keys: '[', icon: 'previous' },
  nextSnapshot: { title: 'Next snapshot', keys: ']', icon: 'next' },
  save: { title: 'Save', keys: null, icon: 'import' },
  backToRuns: { title: 'Back to Runs', keys: 'Escape', icon: 'runs' }
} as const satisfies Record<string, CommandDescription>

export type ShellCommand = keyof typeof everywhere
export type PageCommand = keyof typeof onPages
export type CommandName = ShellCommand | PageCommand

export const commands: Readonly<Record<CommandName, CommandDescription>> = { ...everywhere, ...onPages }
export const commandNames = Object.keys(commands) as CommandName[]
export const shellCommands = Object.keys(everywhere) as ShellCommand[]

/** Of every command of the shell what it does. */
export type Deeds = Readonly<Record<ShellCommand, () => void>>
