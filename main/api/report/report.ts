/** A report of a run, or of several beside each other, as the text of one file. */
import { version } from '../../../package.json'
import { plural } from '../../../preload/schema/format'
import type { ReportFormat } from '../../../preload/schema/report'
import { repeatRun } from '../repeat'
import { runDetail } from '../runs'
import type { ReadableWorkbench } from '../workbench'
import { comparisonReport, type ComparedSet } from './comparison'
import { reportHtml } from './html'
import { reportMarkdown } from './markdown'
import { runReport } from './run'

const made = (): string => `Made by Maskscope ${version} on ${new Date().toISOString().slice(0, 10)}.`

/**
 * Of one run that was named all that is known of it; of several, or of a filter, a comparison.
 * @throws Failure when the one run cannot be read
 */
export async function makeReport(
  workbench: ReadableWorkbench, { ids, filter }: Omit<ComparedSet, 'title'>, format: ReportFormat
): Promise<string> {
  const [only] = ids
  const title = `Comparison of ${plural(ids.length, 'run')}`
  const report = only !== undefined && ids.length === 1 && filter === null
    ? await ofRun(workbench, only)
    : await comparisonReport(workbench, { title, ids, filter }, made())
  return format === 'html' ? reportHtml(report) : reportMarkdown(report)
}

function ofRun(workbench: ReadableWorkbench, id: string) {
  const { detail } = runDetail(workbench, id)
  return runReport(detail, repeatRun(workbench, detail), made())
}
