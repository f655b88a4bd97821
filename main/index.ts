/** Electron's entry. */
import { join } from 'node:path'
import { startDesktop } from './desktop'

startDesktop({
  main: __dirname,
  preload: join(__dirname, '..', 'preload'),
  renderer: join(__dirname, '..', 'renderer')
})
