/** Files that were dropped onto the page; of a folder those that lie in it directly. */

/** What lies on no disk is a file without an entry. */
type Dropped = FileSystemEntry | File

const isFolder = (dropped: Dropped): dropped is FileSystemDirectoryEntry =>
  !(dropped instanceof File) && dropped.isDirectory

export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // What was dropped is gone when the event is over, so all of it is taken hold of at once.
  const all = [...transfer.items].flatMap((item): Dropped | [] => item.webkitGetAsEntry() ?? item.getAsFile() ?? [])
  const inside = await Promise.all(
    all.map(async (dropped): Promise<Dropped[]> => (isFolder(dropped) ? entriesOf(dropped) : [dropped]))
  )
  return Promise.all(inside.flat().filter((dropped) => !isFolder(dropped)).map(fileOf))
}

/** A reader gives a hundred at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

const isFileEntry = (dropped: Dropped): dropped is FileSystemFileEntry => 'file' in dropped

function fileOf(dropped: Dropped): Promise<File> {
  if (dropped instanceof File) return Promise.resolve(dropped)
  if (!isFileEntry(dropped)) return Promise.reject(new Error(`${dropped.name} is no file`))
  return new Promise((resolve, reject) => dropped.file(resolve, reject))
}

/** Of a folder that was chosen a browser lists what is below it too; only its own files count. */
export const directFiles = (files: Iterable<File>): File[] =>
  [...files].filter(({ webkitRelativePath }) => webkitRelativePath.split('/').length === 2)
