import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'

const entry = (file: string): string => resolve(__dirname, file)

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: false,
      rolldownOptions: {
        // Native modules stay in node_modules; everything else is bundled so that start-up reads few files.
        external: ['electron', 'better-sqlite3', /^@tensorflow\//],
        input: {
          index: entry('main/index.ts'),
          service: entry('main/service/index.ts'),
          cli: entry('main/cli/index.ts'),
          trainer: entry('main/trainer/index.ts'),
          probe: entry('main/trainer/probe.ts')
        },
        // Chunks lie beside the entries, so that __dirname is out/main in either.
        output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }
      }
    }
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: { input: { index: entry('preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].js' } }
    }
  },
  renderer: {
    root: 'renderer',
    plugins: [vue()],
    build: { outDir: 'out/renderer', rolldownOptions: { input: entry('renderer/index.html') } }
  }
})
