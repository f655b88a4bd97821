/** Taking an exported model away, piece by piece: a reply is never larger than the transport likes. */
import type { ExportFormatName } from '../../preload/contract'
import { call, Refusal } from './client'
import { download } from './download'

/**
 * @param onShare told how much has come, a fraction of 1
 * @returns what was handed over
 */
export async function takeModel(
  id: string,
  at: string,
  format: ExportFormatName,
  compact: boolean,
  onShare: (share: number) => void
): Promise<{ name: string; bytes: number }> {
  const { archive, name, bytes } = await call('exports.make', { id, at, format, compact })
  try {
    const pieces: Uint8Array<ArrayBuffer>[] = []
    for (let offset = 0; offset < bytes;) {
      const binary = window.atob((await call('exports.read', { archive, offset })).data)
      if (binary.length === 0) throw new Refusal('The export ended before it was complete; export the model again.')
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
