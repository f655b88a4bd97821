/** Names that nobody gave: what file managers and archivers leave beside a person's files. */

/** Lower case; Windows and macOS do not tell cases apart. */
const leftBehind: ReadonlySet<string> = new Set([
  'thumbs.db', 'ehthumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information', 'lost+found', '__macosx',
  '@eadir'
])

/**
 * Whether a file or folder is passed over wherever the files of a data set are listed: `._picture.jpg`, `.DS_Store`,
 * hidden folders, `Thumbs.db`, `__MACOSX`.
 * @param name without its path
 */
export const isHiddenName = (name: string): boolean => name.startsWith('.') || leftBehind.has(name.toLowerCase())
