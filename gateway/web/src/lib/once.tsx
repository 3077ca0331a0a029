import { dictionary } from './i18n';
import { toast } from './parts';

const text = dictionary({ copy: 'Salin', copied: 'Disalin.', download: 'Unduh' }, { copy: 'Copy', copied: 'Copied.', download: 'Download' });

/** A secret that is shown once, with the ways to keep it. */
export function Once(props: { title: string; value: string; file: string }) {
  return (
    <div class="once" role="status">
      <p>
        <b>{props.title}</b>
      </p>
      <pre tabIndex={0} data-secret>
        {props.value}
      </pre>
      <p class="once-ways">
        {/* Browsers copy for pages of a secure origin only. */}
        {isSecureContext && (
          <button type="button" class="button small" onClick={() => void navigator.clipboard.writeText(props.value).then(() => toast(text('copied'), 'good'))}>
            {text('copy')}
          </button>
        )}
        <button type="button" class="button small" onClick={() => save(props.file, props.value)}>
          {text('download')}
        </button>
      </p>
    </div>
  );
}

function save(name: string, value: string): void {
  const url = URL.createObjectURL(new Blob([`${value}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
