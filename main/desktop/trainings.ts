/** What the desktop says of trainings to a person who looks elsewhere. */
import type { TrainingNews } from '../../preload/schema/queue'

type Ended = TrainingNews['ended'][number]

const titles: Readonly<Record<Ended['outcome'], string | null>> = {
  finished: 'Training finished',
  failed: 'Training failed',
  interrupted: 'Training interrupted',
  // Somebody asked for it.
  stopped: null
}

/** A notification for each training that ended by itself. */
export function wordsOf({ name, outcome, sentence }: Ended): { title: string; body: string }[] {
  const title = titles[outcome]
  return title === null ? [] : [{ title, body: sentence === null ? name : `${name}: ${sentence}` }]
}

/** As `BrowserWindow.setProgressBar` takes it: 0 to 1, and less than 0 for no bar at all. */
export const progressShown = ({ progress }: TrainingNews): number => progress ?? -1
