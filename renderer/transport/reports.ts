/** Runs as one file for people, made by the workbench and handed over by the page. */
import { reportExtensions, reportTypes, type ReportFormat } from '../../preload/contract'
import { fileName } from '../figures/csv'
import { call } from './client'
import { download } from './download'

/** @param name of the file, without its kind */
export async function takeReport(
  ids: readonly string[], filter: string | null, name: string, format: ReportFormat
): Promise<void> {
  const { text } = await call('reports.make', { ids: [...ids], filter, format })
  download(new Blob([text], { type: reportTypes[format] }), fileName([name, 'report'], reportExtensions[format]))
}
