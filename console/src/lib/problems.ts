// A Problem in words a person at the desk would say: ours for the codes we know, else the server's own sentence.
import { t } from '../words/words.svelte';
import { Problem } from './http';

export function sayProblem(problem: unknown): string {
  if (!(problem instanceof Problem)) return t().problems.unknown;
  const known = t().problems.byCode[problem.code];
  if (known) return known;
  if (problem.status === 0) return t().problems.unreachable;
  if (problem.status === 429) return t().problems.tooMany;
  if (problem.status === 503) return t().problems.busy;
  if (problem.status >= 500) return t().problems.broken;
  if (problem.message) return problem.message;
  if (problem.status === 403) return t().problems.notAllowed;
  return problem.status === 404 ? t().problems.notFound : t().problems.unknown;
}
