/** Plugins of the build for Electron 9, the one Electron that a package index carries whole. */
import { buildSync, transform } from 'esbuild'
import type { Plugin } from 'vite'

/** Vite's own lowering leaves `#private()` methods alone, and Node 12 does not know `node:` names. */
export function lowerSyntax(target: 'node12.14' | 'chrome83'): Plugin {
  return {
    name: `lower-syntax-to-${target}`,
    apply: 'build',
    enforce: 'post',
    async renderChunk(code) {
      const { code: lowered } = await transform(code, { target, loader: 'js', charset: 'utf8', legalComments: 'none' })
      return { code: lowered.replace(/require\("node:/g, 'require("'), map: null }
    }
  }
}

/** Loads what the runtime's JavaScript lacks before anything else of an entry. */
export function polyfill(entry: string, polyfills: readonly string[]): Plugin {
  return {
    name: 'polyfill',
    enforce: 'pre',
    transform(code, id) {
      return id === entry
        ? { code: `${polyfills.map((name) => `import ${JSON.stringify(name)}\n`).join('')}${code}`, map: null }
        : null
    }
  }
}

/**
 * The same for a page, as a script before all modules: what a module computes while it is loaded needs them, too, and
 * those that the entry imports are loaded before it.
 */
export function polyfillPage(polyfills: readonly string[], target: string): Plugin {
  const fileName = 'polyfills.js'
  return {
    name: 'polyfill-page',
    generateBundle() {
      const { outputFiles: [bundle] } = buildSync({
        stdin: {
          contents: polyfills.map((name) => `import ${JSON.stringify(name)}`).join('\n'), resolveDir: process.cwd()
        },
        bundle: true, format: 'iife', target, minify: true, write: false
      })
      this.emitFile({ type: 'asset', fileName, source: bundle?.text ?? '' })
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `./${fileName}` }, injectTo: 'head-prepend' }]
  }
}

/**
 * The product's `electron` becomes the stand-in, which alone sees the real one; `electron` itself is always external.
 */
export function replaceElectron(standIn: string): Plugin {
  return {
    name: 'replace-electron',
    enforce: 'pre',
    transform(code, id) {
      return id === standIn
        ? null
        : { code: code.replace(/ from 'electron'/g, ` from ${JSON.stringify(standIn)}`), map: null }
    }
  }
}

/** The service is the product's own build; beside this main process lies only a file that leads there. */
export function leadToService(): Plugin {
  return {
    name: 'lead-to-service',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'service.js', source: 'require("../../main/service.js")\n' })
    }
  }
}
