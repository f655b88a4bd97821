/**
 * Handing files over, piece by piece: a message is never larger than the transport likes, and no more of a file is in
 * memory.
 */
import { uploadPieceBytes, type AddedRun, type DataSetName, type StoreName } from '../../preload/contract'
import { call, Refusal } from './client'

/** Who takes the files. */
interface Receiver {
  begin(): Promise<{ upload: string }>
  write(upload: string, file: number, offset: number, data: string): Promise<unknown>
  discard(upload: string): Promise<unknown>
}

/** Told how much has gone, a fraction of 1. */
type OnShare = (share: number) => void

/**
 * @param files the model's own first
 * @param signal ends it between two pieces; nothing of it stays
 * @returns what the upload is called
 */
export const uploadModel = (files: readonly File[], onShare: OnShare, signal: AbortSignal): Promise<string> =>
  handOver(files, {
    begin: () => call('imports.begin', { files: files.map(({ name, size }) => ({ name, bytes: size })) }),
    write: (upload, file, offset, data) => call('imports.write', { upload, file, offset, data }),
    discard: (upload) => call('imports.discard', { upload })
  }, onShare, signal)

/**
 * A run's file.
 * @param signal ends it between two pieces; nothing of it stays
 * @returns the store by which it is looked at
 */
export async function uploadRun(file: File, onShare: OnShare, signal: AbortSignal): Promise<StoreName> {
  return (await call('stores.open', { upload: await handOverRun(file, onShare, signal) })).store
}

/**
 * Official files of a data set, which join the store when they are the published ones.
 * @param signal ends it between two pieces; nothing of it stays
 */
export async function uploadDataSet(
  dataset: DataSetName, files: readonly File[], onShare: OnShare, signal: AbortSignal
): Promise<void> {
  const upload = await handOver(files, {
    begin: () => call('datasets.begin', { dataset, files: files.map(({ name, size }) => ({ name, bytes: size })) }),
    write: (name, file, offset, data) => call('datasets.write', { upload: name, file, offset, data }),
    discard: (name) => call('datasets.discard', { upload: name })
  }, onShare, signal)
  await call('datasets.add', { upload })
}

/**
 * A run's file that joins the store.
 * @param signal ends it between two pieces; nothing of it stays
 */
export const addRunFile = async (file: File, onShare: OnShare, signal: AbortSignal): Promise<AddedRun> =>
  call('stores.add', { upload: await handOverRun(file, onShare, signal) })

const handOverRun = (file: File, onShare: OnShare, signal: AbortSignal): Promise<string> => handOver([file], {
  begin: () => call('stores.begin', { file: { name: file.name, bytes: file.size } }),
  write: (name, _file, offset, data) => call('stores.write', { upload: name, offset, data }),
  discard: (name) => call('stores.discard', { upload: name })
}, onShare, signal)

async function handOver(
  files: readonly File[], receiver: Receiver, onShare: OnShare, signal: AbortSignal
): Promise<string> {
  const { upload } = await receiver.begin()
  // Nobody is left to be told of a failure; the service drops it in any case when the page's connection ends.
  const discard = (): Promise<unknown> => receiver.discard(upload).catch(() => undefined)
  const leave = (): void => void discard()
  // A window that is loaded again has the same service behind it.
  window.addEventListener('pagehide', leave)
  try {
    await sendPieces(files, (file, offset, data) => receiver.write(upload, file, offset, data), onShare, signal)
    return upload
  } catch (error) {
    await discard()
    throw error
  } finally {
    window.removeEventListener('pagehide', leave)
  }
}

async function sendPieces(
  files: readonly File[],
  send: (file: number, offset: number, data: string) => Promise<unknown>,
  onShare: OnShare,
  signal: AbortSignal
): Promise<void> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let sent = 0
  for (const [index, file] of files.entries()) {
    for (let offset = 0; offset < file.size; offset += uploadPieceBytes) {
      demandWanted(signal)
      const piece = file.slice(offset, offset + uploadPieceBytes)
      await send(index, offset, await base64Of(piece, file.name))
      sent += piece.size
      onShare(sent / total)
    }
  }
  demandWanted(signal)
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
