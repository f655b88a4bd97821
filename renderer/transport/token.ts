const key = 'maskscope-token'

/**
 * The access token of the address this page was opened by. It is moved to the tab's session storage, so that a reload
 * works while screenshots, history and copied addresses do not carry it.
 */
export function takeToken(): string | null {
  const parameters = new URLSearchParams(window.location.search)
  const given = parameters.get('token')
  if (given === null) return window.sessionStorage.getItem(key)
  window.sessionStorage.setItem(key, given)
  parameters.delete('token')
  const rest = parameters.toString()
  window.history.replaceState(null, '', window.location.pathname + (rest ? `?${rest}` : '') + window.location.hash)
  return given
}
