import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const entry = (file: string): string => resolve(__dirname, file)
/** All files of a process lie in one folder, so that `__dirname` means the same in each of them. */
const fileNames = { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } as const

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: false,
      rolldownOptions: {
        // Native modules stay in node_modules; everything else is bundled so that start-up reads few files.
        external: ['electron', 'better-sqlite3', 'h5wasm', /^@tensorflow\//],
        input: {
          index: entry('main/index.ts'),
          service: entry('main/service/index.ts'),
          cli: entry('main/cli/index.ts'),
          trainer: entry('main/trainer/index.ts'),
          probe: entry('main/trainer/probe.ts'),
          'mask-thread': entry('main/trainer/mask-thread/worker.ts')
        },
        output: fileNames
      }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: { input: { index: entry('preload/index.ts') }, output: fileNames }
    }
  },
  renderer: {
    root: 'renderer',
    plugins: [vue()],
    build: { outDir: 'out/renderer', rolldownOptions: { input: entry('renderer/index.html') } }
  }
})
