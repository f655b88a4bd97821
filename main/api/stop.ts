/** Asking whoever writes a run to stop. */
import type { RunStore, StopHaste } from '../../db/store'
import { tellToStop } from '../trainer/launch'

/**
 * By a file beside the run, which every process that writes it looks for, and over its channel where this process has
 * started it: a disk that is full stops no stop.
 * @param haste whether there is time to test the weights that it leaves
 * @throws the system's error when it can be told in neither way
 */
export function askToStop(store: RunStore, id: string, haste: StopHaste = 'tested'): void {
  const isTold = tellToStop(store.path, id, haste)
  try {
    store.requestStop(id, haste)
  } catch (error) {
    if (!isTold) throw error
  }
}
