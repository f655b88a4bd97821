/** One experiment, followed until its end. */
import { numeric } from '../../../preload/schema/command/given-values'
import { Failure } from '../../../preload/schema/failure'
import type { Asked } from '../../../preload/schema/theory/asked'
import type { TheoryResult } from '../../../preload/schema/theory/result'
import { runExperiment, writeTheoryResult } from '../../api/theory/run'
import type { Workbench } from '../../api/workbench'
import { ProgressLine } from '../progress-line'
import { StopRequest } from '../stop-request'
import { printJson, remark } from '../terminal'
import { printResult } from './print'

export interface RunOptions { json?: boolean; out?: string; limitSeconds?: string }

/** Computes one and prints it. */
export async function runOne(workbench: Workbench, asked: Asked, options: RunOptions): Promise<void> {
  const result = await computed(workbench, asked, options)
  if (result === null) return
  if (options.json === true) printJson(result)
  else printResult(result)
}

/** With its progress on a terminal, and the files of --out; null, and a remark, when a signal stopped it. */
export async function computed(
  workbench: Workbench, asked: Asked, options: RunOptions
): Promise<TheoryResult | null> {
  const limitSeconds = limitFrom(options.limitSeconds)
  const line = new ProgressLine(process.stderr, asked.experiment, 'parts')
  const stopping = new AbortController()
  const request = new StopRequest(() => { stopping.abort() }, () => { line.clear() })
  const tell = (done: number, of: number): void => { line.draw(done, of) }
  const result = await runExperiment(workbench.store.path, asked, { tell, limitSeconds, signal: stopping.signal })
    .finally(() => {
      line.clear()
      request.listenNoMore()
    })
  if (result === null) remark('stopped; nothing of this experiment was kept')
  else if (options.out !== undefined)
    for (const file of writeTheoryResult(options.out, result)) remark(`wrote ${file}`)
  return result
}

const mostSeconds = 1_000_000

/** Null for none. */
function limitFrom(text: string | undefined): number | null {
  const seconds = numeric('limit-seconds', text)
  if (seconds === undefined) return null
  if (seconds > 0 && seconds <= mostSeconds) return seconds
  throw new Failure(`--limit-seconds takes a number above 0 and at most ${mostSeconds}, not "${text}".`)
}
