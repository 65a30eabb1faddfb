import { h, type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Takes a file that is chosen, or dropped anywhere on its form, as the text of the form's area. */
export function FileInput(): JSX.Element {
  const place = useRef<HTMLLabelElement>(null);
  const [name, setName] = useState<string>();
  const take = (file: File | undefined) => {
    const area = place.current?.closest('form')?.querySelector('textarea');
    if (!file || !area) return;
    void file.text().then((text) => {
      area.value = text;
      setName(file.name);
    });
  };
  useEffect(() => {
    const form = place.current?.closest('form');
    const over = (event: DragEvent) => {
      event.preventDefault();
      form?.classList.add('dropping');
    };
    const left = () => form?.classList.remove('dropping');
    const dropped = (event: DragEvent) => {
      event.preventDefault();
      left();
      take(event.dataTransfer?.files[0]);
    };
    form?.addEventListener('dragover', over);
    form?.addEventListener('dragleave', left);
    form?.addEventListener('drop', dropped);
    return () => {
      form?.removeEventListener('dragover', over);
      form?.removeEventListener('dragleave', left);
      form?.removeEventListener('drop', dropped);
    };
  }, []);
  return h('label', { ref: place, class: 'drop' }, [
    h('span', null, name === undefined ? 'Drop a rollout.yaml here, or choose one:' : `${name} is below.`),
    h('input', {
      type: 'file',
      accept: '.yaml,.yml,.json',
      onChange: (event: Event) => take((event.target as HTMLInputElement).files?.[0]),
    }),
  ]);
}
