/** What has to be done to a stack before it is as wanted. */
export type NextStep =
  | { readonly kind: 'create' | 'update' | 'wait' }
  | { readonly kind: 'recreate'; readonly reason: string }
  | { readonly kind: 'stuck'; readonly remedy: string };

/** Decides by a stack's status; undefined is a stack that is not there. */
export function nextStep(name: string, status: string | undefined): NextStep {
  if (status === undefined || status === 'DELETE_COMPLETE') return { kind: 'create' };
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS') return { kind: 'wait' };
  if (/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status))
    return { kind: 'update' };
  if (/^UPDATE_/.test(status) || /^IMPORT_/.test(status))
    return {
      kind: 'stuck',
      remedy: `aws cloudformation continue-update-rollback --stack-name ${name}`,
    };
  return { kind: 'recreate', reason: `it is ${status}, from which CloudFormation knows no way but deletion` };
}
