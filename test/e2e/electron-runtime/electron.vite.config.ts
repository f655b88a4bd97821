import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { resolve } from 'node:path'
import { leadToService, lowerSyntax, polyfill, polyfillPage, replaceElectron } from './lower'

const project = resolve(__dirname, '../../..')
const entry = (file: string): string => resolve(project, file)
const output = { format: 'cjs', entryFileNames: '[name].js' } as const

export default defineConfig({
  main: {
    root: project,
    plugins: [
      polyfill(entry('main/index.ts'), ['core-js/stable', entry('test/e2e/electron-runtime/globals.ts')]),
      replaceElectron(entry('test/e2e/electron-runtime/electron.ts')), lowerSyntax('node12.14'), leadToService()
    ],
    build: {
      target: 'node12', outDir: entry('out/electron-test/main'), externalizeDeps: false,
      rolldownOptions: { external: ['electron'], input: { index: entry('main/index.ts') }, output }
    }
  },
  preload: {
    root: project,
    plugins: [lowerSyntax('node12.14')],
    build: {
      target: 'node12', outDir: entry('out/electron-test/preload'), externalizeDeps: false,
      rolldownOptions: { input: { index: entry('preload/index.ts') }, output }
    }
  },
  renderer: {
    root: entry('renderer'),
    plugins: [polyfillPage(['core-js/stable'], 'chrome83'), vue(), lowerSyntax('chrome83')],
    css: { transformer: 'lightningcss' },
    build: {
      target: 'chrome83', cssTarget: 'chrome83', cssMinify: 'lightningcss', outDir: entry('out/electron-test/renderer'),
      rolldownOptions: { input: entry('renderer/index.html') }
    }
  }
})
