import { useState } from 'preact/hooks';
import type { Notice, Sending } from '../views/actions.ts';

/** Sends a page's forms without leaving it, one at a time, and tells what became of the last. */
export function useSending(): Sending {
  const [notice, setNotice] = useState<Notice | undefined>(noticeDrawn);
  const [id, setId] = useState<string>(() => crypto.randomUUID());
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    setNotice({ kind: 'taken', text: 'asking…' });
    void sendForm(form, event.submitter).then((answer) => {
      setNotice(answer);
      setId(crypto.randomUUID());
      if (answer.kind === 'taken') form.reset();
    });
  };
  return { token: tokenOfPage(), id, notice, send };
}

const tokenOfPage = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? '';

/** What the server has drawn there stays until the next command. */
function noticeDrawn(): Notice | undefined {
  const drawn = document.querySelector('.notice');
  if (!drawn?.textContent) return undefined;
  return { kind: drawn.classList.contains('refused') ? 'refused' : 'taken', text: drawn.textContent };
}

async function sendForm(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Notice> {
  // Its buttons are named action, so that form.action would be one of them.
  const fields = [...new FormData(form, submitter)].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : '',
  ]);
  try {
    const response = await fetch(form.getAttribute('action') ?? '', {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    });
    if (response.headers.get('content-type')?.includes('json') && [200, 403, 409].includes(response.status))
      return (await response.json()) as Notice;
    return { kind: 'refused', text: `not taken: the server answers ${response.status}` };
  } catch {
    return {
      kind: 'refused',
      text: 'the server does not answer: it is not known whether the command was taken',
    };
  }
}
