/** Files that were dropped onto the page; of a folder those that lie in it directly. */

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // What was dropped is gone when the event is over, so all of it is taken hold of at once.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  const inside = await Promise.all(entries.map((entry) => (isFolder(entry) ? entriesOf(entry) : [entry])))
  return Promise.all(inside.flat().filter(isFile).map(fileOf))
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

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))

/** Of a folder that was chosen a browser lists what is below it too; only its own files count. */
export const directFiles = (files: Iterable<File>): File[] => [...files].filter(({ webkitRelativePath }) => webkitRelativePath.split('/').length === 2)
