/** The renderer's built files, listed once at start, so that no request can reach any other file. */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

export interface ServedFile { content: Buffer; type: string }

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.json': 'application/json', '.woff2': 'font/woff2'
}

/** By URL path; `/` is the page itself. */
export function rendererFiles(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || !type) continue
    const path = join(entry.parentPath, entry.name)
    const file = { content: readFileSync(path), type }
    files.set('/' + relative(folder, path).split(sep).join('/'), file)
    if (relative(folder, path) === 'index.html') files.set('/', file)
  }
  return files
}
