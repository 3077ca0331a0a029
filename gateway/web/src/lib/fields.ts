import { useState } from 'preact/hooks';
import { failureOf, useAction } from './forms';
import { ApiError } from './problem';

/** What a form sends, and what the gateway objects to: by field where it names one, else at the field that stands for all. */
export function useSubmit(general: string) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const act = useAction();
  const submit = (work: () => Promise<void>) => (event: Event) => {
    event.preventDefault();
    void act.run(
      async () => {
        setErrors({});
        await work();
      },
      error => {
        const fields = error instanceof ApiError ? error.fields : {};
        setErrors(Object.keys(fields).length > 0 ? fields : { [general]: failureOf(error) });
        return true;
      },
    );
  };
  return { errors, setErrors, busy: act.busy, submit };
}
