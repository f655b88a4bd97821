/** The pages' built files, listed once at start, so that no request can reach any other file. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

export interface PageFile {
  content: Buffer
  type: string
  /** Its name holds a hash of its content, so that it is the same for good. */
  hashed: boolean
}
/** By URL path; `/` is the page itself. */
export type PageFiles = ReadonlyMap<string, PageFile>

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2'
}

/** Where the build puts what it names by its content. */
const hashedFolder = '/assets'

/** Lists a folder of built pages; files of other types are left out. */
export function readPages(folder: string): PageFiles {
  const files = new Map<string, PageFile>()
  addFolder(files, folder, '')
  const page = files.get('/index.html')
  if (page) files.set('/', page)
  return files
}

function addFolder(files: Map<string, PageFile>, folder: string, address: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const type = types[extname(name)]
    if (statSync(path).isDirectory()) addFolder(files, path, `${address}/${name}`)
    else if (type)
      files.set(`${address}/${name}`, { content: readFileSync(path), type, hashed: address === hashedFolder })
  }
}
