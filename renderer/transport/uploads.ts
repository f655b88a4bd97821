/**
 * Handing a model over, piece by piece: a message is never larger than the transport likes, and no more of a file is in
 * memory.
 */
import { uploadPieceBytes } from '../../preload/contract'
import { call, Refusal } from './client'

/**
 * @param files the model's own first
 * @param onShare told how much has gone, a fraction of 1
 * @param signal ends it between two pieces; nothing of it stays
 * @returns what the upload is called
 */
export async function uploadModel(
  files: readonly File[],
  onShare: (share: number) => void,
  signal: AbortSignal
): Promise<string> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const { upload } = await call('imports.begin', { files: files.map(({ name, size }) => ({ name, bytes: size })) })
  // Nobody is left to be told of a failure; the service drops it in any case when the page's connection ends.
  const discard = (): Promise<unknown> => call('imports.discard', { upload }).catch(() => undefined)
  const leave = (): void => void discard()
  // A window that is loaded again has the same service behind it.
  window.addEventListener('pagehide', leave)
  try {
    let sent = 0
    for (const [index, file] of files.entries()) {
      for (let offset = 0; offset < file.size; offset += uploadPieceBytes) {
        demandWanted(signal)
        const piece = file.slice(offset, offset + uploadPieceBytes)
        await call('imports.write', { upload, file: index, offset, data: await base64Of(piece, file.name) })
        sent += piece.size
        onShare(sent / total)
      }
    }
    demandWanted(signal)
    return upload
  } catch (error) {
    await discard()
    throw error
  } finally {
    window.removeEventListener('pagehide', leave)
  }
}

function demandWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new Refusal('The upload was cancelled.')
}

/** The browser's own encoder, which knows no limit of arguments. */
function base64Of(piece: Blob, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => { resolve(String(reader.result).replace(/^[^,]*,/, '')) })
    reader.addEventListener('error', () => { reject(new Error(`${name} cannot be read any more; choose it again.`)) })
    reader.readAsDataURL(piece)
  })
}
