/** On what a run was made, as its file records it. */
import { cpus, platform, release, totalmem } from 'node:os'
import { version } from '../../package.json'
import { bytes } from '../../preload/schema/format'

export function describeEnvironment(tensorflowVersion: string): Record<string, string> {
  const processors = cpus()
  return {
    maskscope: version,
    node: process.versions.node,
    tensorflow: tensorflowVersion,
    platform: `${platform()} ${release()} ${process.arch}`,
    processor: `${processors[0]?.model ?? 'unknown'} × ${processors.length}`,
    memory: bytes(totalmem())
  }
}
