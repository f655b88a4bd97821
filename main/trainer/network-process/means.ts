/** What answers work with. */
import type { RunPlace } from '../../../preload/schema/run-place'
import type { KeptAnswers } from './kept-answers'
import type { LoadedNetworks } from './loaded-networks'

/** Of a long question; few enough that another is answered in between: 50 ms of the small networks. */
export const examplesAtOnce = 50

export interface Means {
  place: RunPlace
  networks: LoadedNetworks
  kept: KeptAnswers
  tell: (done: number, of: number) => void
  stopped: () => boolean
}
