import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'
import { packMnist10k, packedName } from './main/engine/datasets/formats/mnist-10k'

const entry = (file: string): string => resolve(__dirname, file)
/** All files of a process lie in one folder, so that `__dirname` means the same in each of them. */
const fileNames = { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } as const

/** The port of the pages in `npm run dev:desktop`; it is part of that build, so no other may be taken. */
const developmentPort = 5174

/** The example's archive, the bundled digits and a program in Python lie beside the programs that need them. */
const withData: Plugin = {
  name: 'with-data',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'example.br', source: readFileSync(entry('resources/example.br')) })
    this.emitFile({ type: 'asset', fileName: packedName, source: packMnist10k() })
    const runner = readFileSync(entry('main/import/check/keras-python/keras-runner.py'))
    this.emitFile({ type: 'asset', fileName: 'keras-runner.py', source: runner })
  }
}

export default defineConfig(({ command }) => {
  const developing = command === 'serve'
  const folder = developing ? '.dev' : 'out'
  return {
    main: {
      plugins: [withData],
      define: { developmentPages: developing ? JSON.stringify(`http://127.0.0.1:${developmentPort}`) : 'undefined' },
      build: {
        outDir: `${folder}/main`,
        externalizeDeps: false,
        rolldownOptions: {
          // Native modules stay in node_modules; everything else is bundled so that start-up reads few files.
          external: ['electron', 'better-sqlite3', 'h5wasm', 'onnxruntime-web', /^@tensorflow\//],
          input: {
            index: entry('main/index.ts'),
            service: entry('main/service/index.ts'),
            cli: entry('main/cli/index.ts'),
            trainer: entry('main/trainer/index.ts'),
            'starter-watch': entry('main/trainer/starter-watch.ts'),
            probe: entry('main/trainer/probe.ts'),
            'mask-thread': entry('main/trainer/mask-thread/worker.ts'),
            'model-reader': entry('main/import/hdf5-thread/worker.ts'),
            'onnx-runner': entry('main/import/check/onnx-thread/worker.ts'),
            publisher: entry('main/trainer/publishing/worker.ts'),
            'network-process': entry('main/trainer/network-process/worker.ts'),
            'run-examiner': entry('main/api/run-examiner/worker.ts'),
            'mask-viewer': entry('main/api/masks/worker.ts'),
            'mask-comparer': entry('main/api/masks/comparisons/worker.ts'),
            'theory-runner': entry('main/api/theory/worker.ts')
          },
          output: fileNames
        }
      }
    },
    preload: {
      build: {
        outDir: `${folder}/preload`,
        externalizeDeps: false,
        rolldownOptions: { input: { index: entry('preload/index.ts') }, output: fileNames }
      }
    },
    renderer: {
      root: 'renderer',
      plugins: [vue()],
      server: { host: '127.0.0.1', port: developmentPort, strictPort: true },
      build: {
        outDir: `${folder}/renderer`,
        // The page of a run is 0.9 MB then, and 2.1 otherwise.
        minify: true,
        rolldownOptions: { input: entry('renderer/index.html') }
      }
    }
  }
})
