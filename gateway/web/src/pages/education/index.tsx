import { useEffect, useState } from 'preact/hooks';
import { useDebug } from '../../lib/debug';
import { language } from '../../lib/i18n';
import { Arithmetic, Card, Show } from '../../lib/parts';
import { DivergenceWarning, RiskBadge, SignalBadge, StateBadge, steps } from '../../lib/score';
import type { Summary } from '../../lib/types';
import { useData } from '../../lib/use-data';
import { found, sections, type Lesson, type Section, type Words } from './lessons';
import { text } from './text';

const say = (words: Words): string => words[language.value === 'id' ? 0 : 1];

/** Explains every number of the screens, with a case that is worked out. */
export default function Education() {
  const [wanted, setWanted] = useState('');
  const shown = found(sections, wanted);
  useEffect(() => {
    // The page came after the address that names a part of it.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <>
      <div class="page-title">
        <h1>{text('title')}</h1>
        <p class="muted">{text('intro')}</p>
      </div>
      <div class="education">
        <nav class="card education-nav" aria-label={text('contents')}>
          <input type="search" class="input" placeholder={text('find')} aria-label={text('find')} value={wanted} maxLength={60} onInput={e => setWanted(e.currentTarget.value)} />
          <ul>
            {shown.map(s => (
              <li key={s.id}>
                <a href={`#${s.id}`}>{say(s.title)}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="education-body">
          {shown.length === 0 && <p class="nothing">{text('none')}</p>}
          {shown.map(s => (
            <Part key={s.id} section={s} />
          ))}
        </div>
      </div>
    </>
  );
}

function Part(props: { section: Section }) {
  const { section } = props;
  return (
    <Card title={say(section.title)} id={section.id}>
      <p class="muted lesson-intro">{say(section.intro)}</p>
      <dl class="lessons">
        {section.lessons.map(l => (
          <Row key={l.name} lesson={l} />
        ))}
      </dl>
      {section.id === 'score' && <Live />}
    </Card>
  );
}

function Row(props: { lesson: Lesson }) {
  const { lesson } = props;
  const worked = lesson.worked?.();
  return (
    <div class="lesson" data-lesson={lesson.name}>
      <dt>{lesson.name}</dt>
      <dd>
        <p>{say(lesson.means)}</p>
        {lesson.formula && (
          <p class="lesson-line">
            <span class="muted">{text('formula')}</span> <code>{lesson.formula}</code>
          </p>
        )}
        {worked && (
          <p class="lesson-line">
            <span class="muted">{text('worked')}</span> <code>{worked[0]}</code> = <b data-worked>{worked[1]}</b>
          </p>
        )}
      </dd>
    </div>
  );
}

/** The same arithmetic with the figures of a stock of now. */
function Live() {
  const best = useData<Summary>('/footprint/summary', { sort: 'finalScore', limit: 1 }, 5);
  useDebug('best', best.data);
  return (
    <Show of={best} isEmpty={b => b.items.length === 0} empty={text('noLive')}>
      {b => {
        const item = b.items[0]!;
        return (
          <section class="lesson-live" aria-label={text('live', { ticker: item.ticker })}>
            <h3>{text('live', { ticker: item.ticker })}</h3>
            <p class="score-line">
              <SignalBadge signal={item.signal} /> <RiskBadge risk={item.risk} /> <StateBadge state={item.state} /> <span class="muted">{text('liveHint')}</span>
            </p>
            {item.warning && <DivergenceWarning warning={item.warning} />}
            <Arithmetic steps={steps(item)} caption={text('live', { ticker: item.ticker })} />
          </section>
        );
      }}
    </Show>
  );
}
