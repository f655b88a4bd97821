/** A process that trains without a network until it is killed: `scripted-writer STORE EPOCHS anew|on`. */
import { writeSync } from 'node:fs'
import { RunStore } from '../../db/store'
import { goOn, trainAnew } from './scripted-run'

const [, , folder = '', epochs = '', how = ''] = process.argv
const script = {
  epochs: Number(epochs),
  /** Reaches whoever listens before anything else is done. */
  saved: (iteration: number): void => { writeSync(1, `${iteration}\n`) }
}
const store = new RunStore(folder)
store.prepareForWriting()
if (how === 'on') goOn(store, script)
else trainAnew(store, script)
