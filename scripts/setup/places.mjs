/** Where set-up finds and leaves things; everything it makes is below `.setup`, `node_modules` and `out`. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const setupFolder = join(projectFolder, '.setup')
export const modulesFolder = join(projectFolder, 'node_modules')
export const outFolder = join(projectFolder, 'out')
/** What `npm run dev` and `dev:desktop` make; beside `out`, because the build is nobody else's. */
export const developmentFolder = join(projectFolder, '.dev')
/** Sources as V8 compiled them, so that each program does it once; safe to delete. */
export const compiledFolder = join(setupFolder, 'compiled')
/** Half-done downloads and extractions; nothing in here is ever believed in. */
export const temporaryFolder = join(setupFolder, 'temporary')
