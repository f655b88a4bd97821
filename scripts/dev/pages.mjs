/**
 * The pages by Vite's development server, with hot reload, over a real `serve`. Nothing of it is in the build, and the
 * service keeps its checks: Vite's proxy speaks to it with the service's own Host and Origin, and the page still needs
 * the token of its address. An edit of a template is seen after 0.1 s, and 0.2 s on two cores with a load of 19.
 */
import vue from '@vitejs/plugin-vue'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { developmentFolder, outFolder, projectFolder } from '../setup/places.mjs'

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    port: { type: 'string', default: '5173' },
    pages: { type: 'string', default: join(projectFolder, 'renderer') }
  }
})

const store = values.store === undefined ? [] : ['--store', values.store]
const service = spawn(process.execPath, [join(outFolder, 'main', 'cli.js'), 'serve', '--port', '0', ...store], {
  stdio: ['ignore', 'pipe', 'inherit']
})

/** @returns {Promise<URL>} of the service, with its token */
function addressOfService() {
  return new Promise((resolve) => {
    createInterface(service.stdout).on('line', (line) => {
      const [address] = /http:\/\/\S+/.exec(line) ?? []
      if (address !== undefined) resolve(new URL(address))
    })
  })
}

/** @param {URL} address of the service */
async function servePages(address) {
  const server = await createServer({
    configFile: false,
    root: values.pages,
    cacheDir: join(developmentFolder, 'vite'),
    plugins: [vue()],
    clearScreen: false,
    server: {
      host: '127.0.0.1',
      port: Number(values.port),
      fs: { allow: [projectFolder] },
      proxy: { '/api': { target: address.origin, ws: true, changeOrigin: true, rewriteWsOrigin: true } }
    }
  })
  await server.listen()
  // With port 0, or when the port is taken, Vite takes another.
  const place = server.httpServer?.address()
  const port = typeof place === 'object' && place !== null ? place.port : values.port
  process.stdout.write(`Maskscope is at http://127.0.0.1:${port}/${address.search}\n`)
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => { service.kill('SIGTERM') })
service.once('exit', (code) => process.exit(code ?? 1))
await servePages(await addressOfService())
