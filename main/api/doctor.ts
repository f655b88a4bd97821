/** What this machine has and lacks: what set-up found, checked against what is there now. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunStore } from '../../db/store'
import { findingSchema, type Finding } from '../../preload/contract'
import { probe, probeGpus, type Probed } from './probe'
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

const part = 'TensorFlow computes'

function computing({ backend, version, why }: Extract<Probed, { outcome: 'computes' }>): Finding {
  const found = `${backend}, version ${version}${why === null ? '' : `: ${why}`}`
  return backend === 'wasm'
    ? { part, state: 'limited', found, advice: 'Trainings work, slower.' }
    : { part, state: 'ok', found, advice: null }
}

async function tryTensorFlow(): Promise<Finding> {
  const probed = await probe()
  if (probed.outcome === 'computes') return computing(probed)
  const mend = probed.outcome === 'fails' ? 'Run' : 'Delete the folder .setup and run'
  const advice = `${mend} "npm start" again; stored runs can be looked at without it.`
  return { part, state: 'missing', found: probed.sentence, advice }
}

async function findGpus(): Promise<Finding> {
  const found = await probeGpus()
  return { part: 'GPUs for WebGPU', ...gpusFound(found.outcome === 'finds' ? found.gpus : []) }
}

/** Nothing is amiss where there is none: WebGPU is one way of several. */
export function gpusFound(gpus: readonly { name: string; software: boolean }[]): Omit<Finding, 'part'> {
  const names = gpus.map(({ name, software }) => (software ? `${name} (software)` : name))
  return gpus.length === 0
    ? { state: 'ok', found: 'None with Vulkan, Metal or Direct3D 12.', advice: null }
    : { state: 'ok', found: names.join('; '), advice: '"--backend webgpu" trains on the first.' }
}
