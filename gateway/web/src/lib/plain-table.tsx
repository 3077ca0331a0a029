import type { ComponentChildren } from 'preact';

/**
 * A table of text that scrolls sideways in a narrow window, with the keyboard as well.
 * @param label What it is, for who does not see it.
 * @param head Titles of its columns.
 * @param name Name that the rows are looked up by.
 * @param left Whether its cells are words rather than numbers.
 * @param children Its rows.
 */
export function PlainTable(props: { label: string; head: readonly string[]; name?: string; left?: boolean; class?: string; children: ComponentChildren }) {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={props.label}>
      <table class={['plain-table', props.left && 'left', props.class].filter(Boolean).join(' ')} {...(props.name ? { [`data-${props.name}`]: true } : {})}>
        <thead>
          <tr>
            {props.head.map((title, i) => (
              <th key={i} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}
