/** `maskscope queue run`: works until nothing waits, and tells of it. */
import { setTimeout as wait } from 'node:timers/promises'
import { plural } from '../../../preload/schema/format'
import { Failure, sentenceOf } from '../../../preload/schema/failure'
import { couldNotBegin, isStarted, isWaiting, type Queue, type QueueEntry } from '../../../preload/schema/queue'
import { interruptQueue, settledQueue } from '../../api/queue/queue'
import { QueueRunner } from '../../api/queue/runner'
import type { Workbench } from '../../api/workbench'
import { ProgressBar } from '../progress-bar'
import { StopRequest } from '../stop-request'
import { remark } from '../terminal'
import { runOf } from './list'

const lookEvery = 500

/** @throws Failure when the queue is paused, or a training that it started failed */
export async function runQueue(workbench: Workbench): Promise<void> {
  if (settledQueue(workbench, false).paused)
    throw new Failure('The queue is paused, so nothing would be started; "maskscope queue resume" ends that.')
  const bar = new ProgressBar(process.stderr)
  const ends = new Ends((text) => {
    bar.clear()
    remark(text)
  })
  const runner = new QueueRunner(workbench, {
    onStart: ({ number, name, run }) => ends.say(`entry ${number} starts as run ${run}: ${name}`),
    // One line is drawn over, which several trainings cannot share.
    onMessage: ({ number }, message) => { if (ends.isAlone(number)) bar.show(message) },
    onFailure: (error) => ends.say(sentenceOf(error))
  })
  const interruption = interruptible(workbench, runner, ends.say)
  runner.begin()
  try {
    await untilEmpty(workbench, runner, ends, interruption)
  } finally {
    bar.clear()
    runner.close()
    interruption.listenNoMore()
  }
  if (ends.failed > 0 && !interruption.wanted)
    throw new Failure(`${plural(ends.failed, 'training')} failed; "maskscope queue --all" says why.`)
}

async function untilEmpty(
  workbench: Workbench, runner: QueueRunner, ends: Ends, interruption: StopRequest
): Promise<void> {
  let told = ''
  for (;;) {
    const queue = settledQueue(workbench, true)
    ends.see(queue)
    const started = queue.entries.some(isStarted)
    if (!started && (interruption.wanted || !queue.entries.some(isWaiting))) return
    const state = stateOf(queue, runner, started)
    if (state !== told && state !== '') ends.say(state)
    told = state
    await wait(lookEvery)
  }
}

function stateOf({ paused, attended }: Queue, runner: QueueRunner, started: boolean): string {
  if (paused && !started) return 'the queue is paused; it goes on after "maskscope queue resume"'
  if (!runner.leads && attended) return 'another program starts what waits; this one takes over when that ends'
  return ''
}

/** What has become of entries since the command began. */
class Ends {
  failed = 0
  #started = new Set<number>()
  #before: ReadonlyMap<number, QueueEntry> | null = null

  constructor(readonly say: (text: string) => void) {}

  /** Whether it is the only one that is being trained. */
  isAlone(number: number): boolean {
    return this.#started.size === 0 || (this.#started.size === 1 && this.#started.has(number))
  }

  see({ entries }: Queue): void {
    const before = this.#before
    this.#started = new Set(entries.filter(isStarted).map(({ number }) => number))
    this.#before = new Map(entries.map((entry) => [entry.number, entry]))
    if (before === null) return
    for (const entry of entries) if (before.get(entry.number)?.state.kind !== entry.state.kind) this.#tell(entry)
  }

  #tell(entry: QueueEntry): void {
    const { number, state } = entry
    if (state.kind !== 'ended') return
    if (state.outcome === 'failed') this.failed += 1
    const what = couldNotBegin(entry) ? 'could not begin' : `${state.outcome}, run ${runOf(state)}`
    this.say(`entry ${number} ${what}${state.sentence === null ? '' : `: ${state.sentence}`}`)
  }
}

/** Ctrl-C ends what is being trained as it does for `train`; a second one leaves at once. */
const interruptible = (workbench: Workbench, runner: QueueRunner, say: (text: string) => void): StopRequest =>
  new StopRequest(() => {
    const { leads } = runner
    runner.close()
    // Another program's trainings are not this one's to end.
    if (!leads) process.exit()
    interruptQueue(workbench)
    say('stopping after the current step; the runs are kept, and what waits goes on waiting')
  }, () => undefined)
