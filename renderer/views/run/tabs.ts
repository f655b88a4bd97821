/** The views of a run, from left to right: its tabs, their addresses, their shortcuts, their entries in the palette. */
import type { RunDetail } from '../../../preload/contract'

interface TabDescription {
  title: string
  /** Whether there can be anything to show of the run. */
  of: (run: RunDetail) => boolean
}

const everyRun = (): boolean => true

export const runTabs = {
  overview: { title: 'Overview', of: everyRun },
  sparsity: { title: 'Sparsity', of: everyRun },
  churn: { title: 'Churn', of: everyRun },
  examples: { title: 'Examples', of: everyRun },
  linear: { title: 'Linear network', of: everyRun },
  patterns: { title: 'Patterns', of: everyRun },
  model: { title: 'Model', of: everyRun },
  evaluation: { title: 'Evaluation', of: everyRun },
  pruning: { title: 'Pruning', of: ({ configuration }) => configuration.method === 'dsd' },
  files: { title: 'Files', of: everyRun }
} satisfies Record<string, TabDescription>

export type RunTab = keyof typeof runTabs
export const runTabNames = Object.keys(runTabs) as RunTab[]

/** Those of a run, and the one that its address asks for. */
export const tabsOf = (run: RunDetail, asked: RunTab): RunTab[] =>
  runTabNames.filter((name) => name === asked || runTabs[name].of(run))

export const tabPath = (id: string, tab: RunTab): string => `/run/${id}/${tab}`
