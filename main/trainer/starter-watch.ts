/**
 * A thread that ends its process when whoever it ends with is gone, whatever its main thread does: a library that never
 * returns hears nothing.
 */
import { workerData } from 'node:worker_threads'
import { processExists } from '../files/process-exists'
import type { Watched } from './attachment'

const { starter, inOrder } = workerData as Watched

const lookEvery = 250
/** Milliseconds in which the process may end by itself: at once, or after it has closed a run's file. */
const grace = { atOnce: 1000, inOrder: 15_000 }

let since: number | null = null

setInterval(() => {
  // Its children are given to another process; Windows leaves them its number.
  if (process.ppid === starter && processExists(starter)) return
  since ??= performance.now()
  const waits = Atomics.load(inOrder, 0) === 1 ? grace.inOrder : grace.atOnce
  if (performance.now() - since > waits) process.kill(process.pid, 'SIGKILL')
}, lookEvery)
