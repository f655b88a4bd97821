/** Files that a page hands over: a browser puts them among its downloads, the desktop asks where. */

export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the address after this task; revoking at once would cancel the download.
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
