/** Where pages live, and which addresses outside may be opened in the user's browser. */
export const pageScheme = 'maskscope'
export const pageHost = 'workbench'

/**
 * A constant of the build (electron.vite.config.ts): where Vite's development server offers the pages. The product's
 * build has none, so that no setting of a machine can lead its window to other pages.
 */
declare const developmentPages: string | undefined
export const pagesAreBuilt = typeof developmentPages !== 'string'
export const pageOrigin = typeof developmentPages === 'string' ? developmentPages : `${pageScheme}://${pageHost}`

const outsideHosts = new Set(['arxiv.org', 'github.com', 'www.tensorflow.org', 'www.electronjs.org'])

/** Only https, and only hosts that the workbench itself refers to. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return protocol === 'https:' && outsideHosts.has(host) && username === '' && password === ''
}
