import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { VendorFieldView } from "@/lib/services/connection-views";

/** One input of a vendor's form. */
export function VendorField({
  field,
  value,
  error,
}: {
  readonly field: VendorFieldView;
  readonly value: string | undefined;
  readonly error: string | undefined;
}) {
  return (
    <Field label={field.label} help={field.help} error={error} optional={!field.required}>
      {(aria) =>
        field.options ? (
          <NativeSelect
            key={value}
            {...aria}
            name={`field.${field.key}`}
            required={field.required}
            defaultValue={value ?? ""}
          >
            <option value="">{field.required ? "Choose" : "Leave as it is"}</option>
            {field.options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </NativeSelect>
        ) : (
          <Input
            {...aria}
            name={`field.${field.key}`}
            type={field.secret ? "password" : "text"}
            required={field.required}
            autoComplete="off"
            spellCheck={false}
            {...(field.pattern ? { pattern: field.pattern } : {})}
            {...(field.example ? { placeholder: field.example } : {})}
            {...(field.secret ? {} : { defaultValue: value ?? "" })}
          />
        )
      }
    </Field>
  );
}
