/** Where pages live, and which addresses outside may be opened in the user's browser. */
export const pageScheme = 'maskscope'
export const pageHost = 'workbench'
export const pageOrigin = `${pageScheme}://${pageHost}`

const outsideHosts = new Set(['arxiv.org', 'github.com', 'www.tensorflow.org', 'www.electronjs.org'])

/** Only https, and only hosts that the workbench itself refers to. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, password } = new URL(address)
  return protocol === 'https:' && outsideHosts.has(host) && username === '' && password === ''
}
