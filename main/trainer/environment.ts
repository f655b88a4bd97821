/** On what a run was made, as its file records it. */
import { cpus, platform, release, totalmem } from 'node:os'
import { version } from '../../package.json'
import { bytes } from '../../preload/schema/format'
import type { RunConfiguration } from '../../preload/schema/configuration'
import { threadsUsed, towersUsed, whyBackend, whyOneTower } from '../../preload/schema/run-environment'
import type { PreferredBackend } from '../engine/backends/preferred'
import { executorOn } from '../engine/executors'

/** @param noTowers why there is one tower where more were asked for */
export function describeEnvironment(
  backend: PreferredBackend, { executor }: Pick<RunConfiguration, 'executor'>, noTowers: string | null = null
): Record<string, string> {
  const { version: tensorflow, towers, threads, fused, can, why } = backend
  const processors = cpus()
  return {
    maskscope: version,
    node: process.versions.node,
    tensorflow,
    ...why !== null && { [whyBackend]: why },
    ...executorOn(executor, backend) !== executor && { executor: 'eager, for this backend runs no graphs' },
    // The order in which sums are added depends on these.
    ...threads !== null && { [towersUsed]: String(towers), [threadsUsed]: String(threads) },
    ...noTowers !== null && { [whyOneTower]: noTowers },
    ...can.graph && { 'mask operations': fused ? 'fused' : 'composed' },
    platform: `${platform()} ${release()} ${process.arch}`,
    processor: `${processors[0]?.model ?? 'unknown'} × ${processors.length}`,
    memory: bytes(totalmem())
  }
}
