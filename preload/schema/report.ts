/** The kinds of file that a report can be. */
export const reportFormats = ['html', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]

export const reportFormatTitles: Readonly<Record<ReportFormat, string>> = { html: 'HTML', markdown: 'Markdown' }
export const reportExtensions: Readonly<Record<ReportFormat, string>> = { html: 'html', markdown: 'md' }
export const reportTypes: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html;charset=utf-8', markdown: 'text/markdown;charset=utf-8'
}
