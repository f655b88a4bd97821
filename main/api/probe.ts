/** What computes here, and which GPUs there are: tried in a process of its own, as it takes a second and may crash. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import type { WhatComputes } from '../../preload/contract'

const fails = z.strictObject({ outcome: z.literal('fails'), sentence: z.string() })
/** Its process ended before it said anything. */
interface Crashed { outcome: 'crashes'; sentence: string }

const probedSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('computes'), backend: z.string(), version: z.string(),
    /** Why it is not native TensorFlow; null where it is. */
    why: z.string().nullable(),
    /** What computes, and why. */
    sentence: z.string()
  }),
  fails
])
export type Probed = z.infer<typeof probedSchema> | Crashed

const gpusSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('finds'), gpus: z.array(z.strictObject({ name: z.string(), software: z.boolean() }))
  }),
  fails
])
export type ProbedGpus = z.infer<typeof gpusSchema> | Crashed

/** Tries now what computes. */
export const probe = (): Promise<Probed> => replyOf([], probedSchema)

/** Asks now which GPUs WebGPU finds. */
export const probeGpus = (): Promise<ProbedGpus> => replyOf(['gpus'], gpusSchema)

function replyOf<T>(parameters: readonly string[], schema: z.ZodType<T>): Promise<T | Crashed> {
  return new Promise((resolve) => {
    const crashed = (sentence: string): void => resolve({ outcome: 'crashes', sentence })
    const child = fork(join(import.meta.dirname, 'probe.js'), parameters, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: 60_000
    })
    child.once('message', (raw) => resolve(schema.parse(raw)))
    child.once('error', (error) => crashed(`Its process could not be started (${error.message}).`))
    child.once('exit', (code, signal) =>
      crashed(`Its process ended ${signal ? `by signal ${signal}` : `with code ${code}`}.`))
  })
}

let asked: Promise<WhatComputes> | null = null

/** For a page. Asked once in a process: it does not change while set-up does not; what failed is tried again. */
export function whatComputes(): Promise<WhatComputes> {
  asked ??= probe().then((probed) => {
    if (probed.outcome === 'computes')
      return { computes: probed.backend === 'wasm' ? 'slower' : 'fast', sentence: probed.sentence }
    asked = null
    const { outcome, sentence } = probed
    return { computes: 'nothing', sentence: outcome === 'fails' ? sentence : `TensorFlow cannot be tried. ${sentence}` }
  })
  return asked
}
