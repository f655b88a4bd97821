/** On what a run was made, as its file records it. */
import { cpus, platform, release, totalmem } from 'node:os'
import { version } from '../../package.json'
import { bytes } from '../../preload/schema/format'
import type { Backend } from '../engine/backends/backend'

export function describeEnvironment({ version: tensorflow, towers, fused }: Backend): Record<string, string> {
  const processors = cpus()
  return {
    maskscope: version,
    node: process.versions.node,
    tensorflow,
    // The order in which sums are added depends on these.
    ...towers > 1 && { towers: String(towers) },
    'mask operations': fused ? 'fused' : 'composed',
    platform: `${platform()} ${release()} ${process.arch}`,
    processor: `${processors[0]?.model ?? 'unknown'} × ${processors.length}`,
    memory: bytes(totalmem())
  }
}
