/** What this machine has and lacks: what set-up found, checked against what is there now. */
import { fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunStore } from '../../db/store'
import { findingSchema, type Finding } from '../../preload/contract'
import { networkSentence } from './scratch'

/** The project's folder, from the built files in out/main. */
const projectFolder = join(import.meta.dirname, '..', '..')
const reportPath = join(projectFolder, '.setup', 'report.json')

/** What the last set-up reported, one finding per part. */
export function setupReport(): Finding[] {
  if (!existsSync(reportPath)) {
    return [
      { part: 'Set-up', state: 'missing', found: 'No set-up has been reported yet.', advice: 'Run "npm start" once.' }
    ]
  }
  try {
    return z.array(findingSchema).parse(JSON.parse(readFileSync(reportPath, 'utf8')))
  } catch {
    return [
      {
        part: 'Set-up',
        state: 'limited',
        found: 'The report of the last set-up cannot be read.',
        advice: 'Run "npm start" again.'
      }
    ]
  }
}

const node: Finding = {
  part: 'Running on',
  state: 'ok',
  found: `Node ${process.versions.node} (${process.platform} ${process.arch})`,
  advice: null
}

/** Where a store has no live database. */
export function storeFinding(store: Pick<RunStore, 'network' | 'path'>): Finding[] {
  const found = networkSentence(store)
  return found === null ? [] : [{ part: 'Store', state: 'limited', found, advice: null }]
}

/**
 * The set-up's report, the store, and what computes: tried in processes of their own, since they may crash.
 */
export async function examine(store: Pick<RunStore, 'network' | 'path'>): Promise<Finding[]> {
  return [node, ...setupReport(), ...storeFinding(store), ...await Promise.all([tryTensorFlow(), findGpus()])]
}

const replySchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('computes'), backend: z.string(), version: z.string(),
    /** Null where native TensorFlow computes. */
    why: z.string().nullable()
  }),
  z.strictObject({
    outcome: z.literal('finds'), gpus: z.array(z.strictObject({ name: z.string(), software: z.boolean() }))
  }),
  z.strictObject({ outcome: z.literal('fails'), sentence: z.string() })
])
type Reply = z.output<typeof replySchema>

/** What a process of its own replies; one that ends without a word fails. */
function probed(...asked: string[]): Promise<Reply> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'probe.js'), asked, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: 60_000
    })
    child.once('message', (raw) => { resolve(replySchema.parse(raw)) })
    child.once('exit', (code, signal) => resolve({
      outcome: 'fails', sentence: `Its process ended ${signal ? `by signal ${signal}` : `with code ${code}`}.`
    }))
  })
}

async function tryTensorFlow(): Promise<Finding> {
  const part = 'TensorFlow computes'
  const reply = await probed()
  if (reply.outcome === 'computes') {
    const found = `${reply.backend}, version ${reply.version}`
    if (reply.why === null) return { part, state: 'ok', found, advice: null }
    return { part, state: 'limited', found: `${found}: ${reply.why}`, advice: 'Trainings work, slower.' }
  }
  return {
    part, state: 'missing', found: reply.outcome === 'fails' ? reply.sentence : 'It did not say what computes.',
    advice: 'Run "npm start" again, or delete the folder .setup before if it goes on; ' +
      'stored runs can be looked at without it.'
  }
}

async function findGpus(): Promise<Finding> {
  const reply = await probed('gpus')
  return { part: 'GPUs for WebGPU', ...gpusFound(reply.outcome === 'finds' ? reply.gpus : []) }
}

/** Nothing is amiss where there is none: WebGPU is one way of several. */
export function gpusFound(gpus: readonly { name: string; software: boolean }[]): Omit<Finding, 'part'> {
  const names = gpus.map(({ name, software }) => (software ? `${name} (software)` : name))
  return gpus.length === 0
    ? { state: 'ok', found: 'None with Vulkan, Metal or Direct3D 12.', advice: null }
    : { state: 'ok', found: names.join('; '), advice: '"--backend webgpu" trains on it.' }
}
