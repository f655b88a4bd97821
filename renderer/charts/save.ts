/** What a page shows as a file: a drawing as SVG, or as PNG at twice its size, figures as CSV. */
import { download } from '../transport/download'
import { toCsv, type Table } from '../figures/csv'

export function saveSvg(document: string, name: string): void {
  download(new Blob([document], { type: 'image/svg+xml' }), name)
}

export async function savePng(svg: string, name: string): Promise<void> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = 2 * image.width
  canvas.height = 2 * image.height
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob((blob) => { if (blob !== null) download(blob, name) })
}

export function saveCsv(table: Table, name: string): void {
  download(new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' }), name)
}
