import { clock as timeOf, longDay } from '../../lib/format';
import { reasonOf } from '../../lib/parts';
import { text } from './text';
import { SPEEDS, type Replay } from './use-replay';

/** The controls of the replay: day, play, place in the day, speed. */
export function ReplayBar(props: { replay: Replay; onLeave: () => void }) {
  const { replay } = props;
  const count = replay.data?.minutes.length ?? 0;
  const at = replay.data?.shown ?? 0;
  return (
    <div class="replay" role="group" aria-label={text('replay')} data-replay={replay.data ? 'ready' : 'reading'}>
      <label class="replay-day">
        <span class="sr">{text('day')}</span>
        <select
          class="input"
          value={replay.day?.t0 ?? ''}
          onChange={event => {
            const chosen = replay.days?.find(d => d.t0 === Number(event.currentTarget.value));
            if (chosen) replay.choose(chosen);
          }}
        >
          {(replay.days ?? []).map(d => (
            <option key={d.t0} value={d.t0}>
              {longDay(d.t0)}
            </option>
          ))}
        </select>
      </label>
      <div class="segments">
        <button type="button" disabled={!count} title={text('back')} aria-label={text('back')} onClick={() => replay.seek(Math.max(0, at - 1))}>
          ◂
        </button>
        <button type="button" disabled={!count} aria-pressed={replay.playing} title={replay.playing ? text('pause') : text('play')} aria-label={replay.playing ? text('pause') : text('play')} onClick={() => replay.play(!replay.playing)}>
          {replay.playing ? '❚❚' : '▶'}
        </button>
        <button type="button" disabled={!count} title={text('forward')} aria-label={text('forward')} onClick={() => replay.seek(Math.min(count, at + 1))}>
          ▸
        </button>
      </div>
      <input
        class="replay-position"
        type="range"
        min={0}
        max={count}
        value={at}
        disabled={!count}
        aria-label={text('position')}
        aria-valuetext={text('positionValue', { time: timeOf(replay.clock, false), at, count })}
        onInput={event => replay.seek(Number(event.currentTarget.value))}
      />
      <output class="replay-time" data-clock={replay.clock}>
        {replay.error ? text('dayFailed', { reason: reasonOf(replay.error) }) : replay.days?.length === 0 ? text('noDays') : count ? `${timeOf(replay.clock, false)} WIB` : text('readingDay')}
      </output>
      <label class="replay-speed">
        <span>{text('speed')}</span>
        <input
          type="range"
          min={0}
          max={SPEEDS.length - 1}
          step={1}
          value={SPEEDS.indexOf(replay.speed as (typeof SPEEDS)[number])}
          aria-valuetext={text('speedValue', { speed: replay.speed })}
          onInput={event => replay.setSpeed(SPEEDS[Number(event.currentTarget.value)] ?? 60)}
        />
        <b>{text('speedValue', { speed: replay.speed })}</b>
      </label>
      <button type="button" class="button" onClick={props.onLeave}>
        {text('leave')}
      </button>
    </div>
  );
}
