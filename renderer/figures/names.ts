/** How the contract's names are written for people. */
import type { Activity, MethodName, Phase, RunListEntry, RunStatus } from '../../preload/contract'

export const methodTitles: Readonly<Record<MethodName, string>> = {
  sgd: 'SGD', 'i-alternation': 'I-alternation', 'b-alternation': 'B-alternation', majority: 'Majority vote'
}

export const phaseTitles: Readonly<Record<Phase, string>> = { sgd: 'SGD', 'warm-up': 'Warm-up', masked: 'Masked' }

export const activityTitles: Readonly<Record<Activity, string>> = {
  preparing: 'Preparing', training: 'Training', 'estimating masks': 'Estimating masks', evaluating: 'Evaluating on the test set'
}

export type ShownStatus = RunStatus | 'damaged'
export const shownStatuses: readonly ShownStatus[] = ['running', 'finished', 'stopped', 'failed', 'interrupted', 'damaged']

export const statusTitles: Readonly<Record<ShownStatus, string>> = {
  running: 'Running', finished: 'Finished', stopped: 'Stopped', failed: 'Failed', interrupted: 'Interrupted', damaged: 'Damaged'
}

export const statusExplanations: Readonly<Record<ShownStatus, string>> = {
  running: 'A training process is writing this run now.',
  finished: 'All epochs are done.',
  stopped: 'A person asked the training to stop; what it had done is kept.',
  failed: 'The training ended with an error; the run page says which.',
  interrupted: 'The file says running, but its training process is gone.',
  damaged: 'The run file cannot be read; the row says why.'
}

export function statusOf(entry: RunListEntry): ShownStatus {
  return entry.state === 'damaged' ? 'damaged' : entry.status
}

/** "support3" is shown as it is stored; the final checkpoint gets a capital, an alternation its number. */
export function checkpointTitle(at: string): string {
  return at === 'final' ? 'Final' : `Alternation ${at.slice('alternation-'.length)}`
}
