-- How many cached vectors of each model are not of length one, or not of the model's dimensions.
with measured as (
    select
        model,
        vector,
        mode(len(vector)) over (partition by model) as dimensions
    from cache.vectors
)

select
    model,
    count(*)::integer as vectors
from measured
where
    len(vector) != dimensions
    or not coalesce(abs(list_dot_product(vector, vector) - 1) < 0.01, false)
group by model
order by model
