/** Taking an export away, piece by piece: a reply is never larger than the transport likes. */
import type { ExportFormatName, HistoryFormatName, ReplyOf } from '../../preload/contract'
import { call, Refusal, Stopped } from './client'
import { download } from './download'

type Archive = ReplyOf<'exports.make'>
/** What was handed over. */
export interface Taken { name: string; bytes: number }
/** Told how much has come, a fraction of 1. */
type OnShare = (share: number) => void

/** @param signal ends it at any moment; nothing of it stays */
export const takeModel = async (
  { id, ...model }: { id: string; at: string; format: ExportFormatName; compact: boolean }, onShare: OnShare,
  signal: AbortSignal
): Promise<Taken> => take(await call('exports.make', { id, ...model }, signal), onShare, signal)

/** @param signal ends it at any moment; nothing of it stays */
export const takeHistory = async (id: string, format: HistoryFormatName, signal: AbortSignal): Promise<Taken> =>
  take(await call('exports.makeHistory', { id, format }, signal), () => undefined, signal)

async function take({ archive, name, bytes }: Archive, onShare: OnShare, signal: AbortSignal): Promise<Taken> {
  try {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    for (let offset = 0; offset < bytes;) {
      if (signal.aborted) throw new Stopped()
      const binary = window.atob((await call('exports.read', { archive, offset })).data)
      if (binary.length === 0) throw new Refusal('The export ended before it was complete; export it again.')
      pieces.push(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
      offset += binary.length
      onShare(offset / bytes)
    }
    download(new Blob(pieces, { type: 'application/zip' }), name)
  } finally {
    await call('exports.discard', { archive })
  }
  return { name, bytes }
}
